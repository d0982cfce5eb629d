import type { ViewportControl } from "./contract";
import type { Core } from "./core";

const ZOOM = 1.25;

/** The view's moves as a page calls them; each is told by the 'view' event. */
export function viewportControl({ view, events }: Core): ViewportControl {
  const control: ViewportControl = {
    get scale() {
      return view.viewport.scale;
    },
    get visible() {
      return view.viewport.visible;
    },
    zoomIn: () => view.move((viewport) => viewport.zoom(ZOOM)),
    zoomOut: () => view.move((viewport) => viewport.zoom(1 / ZOOM)),
    fit: () => view.move((viewport) => viewport.fit()),
    panBy: (dx, dy) => view.move((viewport) => viewport.pan(dx, dy)),
  };
  view.onMove = () => events.emit("view", control);
  return control;
}
