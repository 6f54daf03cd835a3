// The address of the page. Back changes it before the page hears of it; until then nothing may write over the place gone back to.

let own = location.hash;

/** For what changes without the user's hand, or without a place to come back from. */
export function replaceAddress(link: string): void {
  if (location.hash !== own) return;
  history.replaceState(null, "", link);
  own = location.hash;
}

/** A place to come back from. */
export function pushAddress(link: string): void {
  history.pushState(null, "", link);
  own = location.hash;
}

/** The page shows what the address says. */
export function addressFollowed(): void {
  own = location.hash;
}
