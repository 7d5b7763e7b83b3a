import { shapeText } from "../../core/image/volume.ts";
import { useStudio } from "../studioContext.ts";
import { SampleThumb } from "./SampleThumb.tsx";
import classes from "./data.module.css";

export function SampleList() {
  const samples = useStudio((state) => state.samples);
  const openSample = useStudio((state) => state.openSample);
  return (
    <div className="col" style={{ gap: 2 }}>
      {samples.map(({ id, label, shape, classNames }) => (
        <button
          key={id}
          type="button"
          className={classes.sample}
          onClick={() => void openSample(id)}
          aria-label={`Open sample ${label}`}
        >
          <SampleThumb id={id} className={classes.thumb} />
          <span>
            {label}
            <br />
            <span className="sm t3">
              {shapeText(shape)}, {classNames.length} classes
            </span>
          </span>
        </button>
      ))}
    </div>
  );
}
