/** A React component around an annotator. StrictMode mounts it twice, which must leave one annotator and one worker. */
import { createAnnotator } from "focalclick-annotator";
import { StrictMode, useEffect, useEffectEvent, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

/** An image that can be clicked on, for as long as it is mounted; `onChange` gets each change. */
function Annotated({ src, alt, onChange }) {
  const image = useRef(null);
  const tell = useEffectEvent(onChange);
  useEffect(() => {
    const mounted = new AbortController(); // aborting it also destroys the annotator
    image.current.src = src;
    createAnnotator(image.current, { signal: mounted.signal })
      .then((annotator) => annotator.on("change", (change) => tell(change)))
      .catch((error) => mounted.signal.aborted || console.error(error.message, error.hint));
    return () => mounted.abort();
  }, [src]);
  return (
    <div style={{ position: "relative" }}>
      <img ref={image} alt={alt} />
    </div>
  );
}

function App() {
  const [pixels, setPixels] = useState(0);
  const [shown, setShown] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setShown(!shown)}>
        {shown ? "Close" : "Open"}
      </button>
      <output>{pixels} pixels</output>
      {shown && (
        <Annotated
          src="photo.jpg"
          alt="A cup of coffee"
          onChange={({ added, removed }) => setPixels((before) => before + added - removed)}
        />
      )}
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
