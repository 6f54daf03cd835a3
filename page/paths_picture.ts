// The paths in the page: in 3-D where the browser can do that, else as the flat sheet.
import { arrowsOf } from "./arrows.js";
import { bindCamera, CAMERA_HELP } from "./camera.js";
import type { PathsCloseUp } from "./closeup.js";

import type { PathsScene } from "./paths_scene.js";
import type { Session } from "./session.js";
import { putSheet } from "./sheet.js";
import { figureOf, type View } from "./state.js";

/** ms without a change after which the camera is at rest */
const REST_MS = 200;

interface Shown {
  session: Session;
  /** a change of the view by the user's hand */
  changeView(part: Partial<View>): void;
}

/** `redraw`: when the 3-D graphics came or went. */
export function newPathsPicture({ session, changeView }: Shown, redraw: () => void) {
  const figure = document.getElementById("figure") as HTMLElement;
  /** undefined: not asked for yet; null: being loaded, or not available */
  let scene: PathsScene | null | undefined;
  /** why the paths are drawn flat */
  let reason = "";
  let rest: ReturnType<typeof setTimeout> | undefined;
  const areShown = () => figureOf(session.state.view).field === "paths";
  const fillCamera = bindCamera({
    figure,
    camera: () => (areShown() ? session.state.view.camera : null),
    turned: (camera) => changeView({ camera }),
    turnsItself: () => Boolean(scene),
  });

  async function openScene(): Promise<void> {
    scene = null;
    const lost = (why: string) => {
      scene = null;
      reason = `${why} A flat drawing is shown instead.`;
    };
    try {
      const script = new URL("paths_scene.js", document.baseURI).href;
      const { openScene: open } = (await import(script)) as typeof import("./paths_scene.js");
      scene = open({
        turned: (camera) => changeView({ camera }),
        lost() {
          lost("The browser took the 3-D graphics away.");
          redraw();
        },
      });
      if (scene === null) lost("This browser has no WebGL.");
    } catch (error) {
      lost(`The 3-D view could not be opened (${error instanceof Error ? error.message : error}).`);
    }
    if (areShown()) redraw();
  }

  return {
    /**
     * The sheet, for the printer and for those who cannot see, follows when the camera rests. Returns a message for the
     * visitor.
     */
    show(closeUp: PathsCloseUp, sheet: string): string {
      const { state } = session;
      fillCamera(state.view.camera);
      const note = [CAMERA_HELP, reason].filter(Boolean).join(" ");
      if (scene === undefined) void openScene();
      if (!scene) {
        putSheet(figure, sheet);
        return note;
      }
      scene.show(closeUp, arrowsOf(state, closeUp));
      scene.look(state.view.camera);
      const { element } = scene;
      if (element.isConnected) rest = setTimeout(() => putSheet(figure, sheet, element), REST_MS);
      else putSheet(figure, sheet, element);
      return note;
    },
    /** Another picture is drawn: a sheet that waits is out of date. */
    settle(): void {
      clearTimeout(rest);
    },
  };
}
