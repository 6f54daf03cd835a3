/** Random numbers for estimates by sampling, which reach no path: uniform in [0, 1), from a seed (splitmix32, Steele et al. 2014). */
export function uniform(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}
