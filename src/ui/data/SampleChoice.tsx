import { Button } from "@mantine/core";
import { FolderOpen } from "lucide-react";
import { shapeText } from "../../core/image/volume.ts";
import { Caps } from "../controls/Caps.tsx";
import { chooseFiles } from "../frame/fileChooser.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./FirstRun.module.css";
import { SampleThumb } from "./SampleThumb.tsx";

export function SampleChoice({
  sampleId,
  onChoose,
}: {
  readonly sampleId: string | null;
  readonly onChoose: (id: string) => void;
}) {
  const showSheet = useStudio((state) => state.showSheet);
  const samples = useStudio((state) => state.samples);
  return (
    <section>
      <h3 className={classes.step}>
        <i>1</i>Choose data
      </h3>
      <div className={classes.samples} role="radiogroup" aria-label="Sample">
        {samples.map(({ id, label, summary, shape }, index) => (
          <label key={id} className={classes.sample}>
            <input type="radio" name="sample" value={id} checked={id === sampleId} onChange={() => onChoose(id)} />
            <span className={classes.picture}>
              <SampleThumb id={id} className={classes.thumb} />
              <kbd className={classes.digit}>{index + 1}</kbd>
            </span>
            <span className={classes.caption}>
              <b>{label}</b>
              <br />
              <span className="t3">
                {shapeText(shape)}, {summary}
              </span>
            </span>
          </label>
        ))}
      </div>
      <div className={classes.drop}>
        <FolderOpen style={{ width: 18, height: 18 }} aria-hidden />
        <div style={{ flex: 1 }}>
          <b>Drop your own stack anywhere</b>
          <br />
          <span className="t3">TIFF, MRC, HDF5, Zarr, NIfTI and others, with labels. Folders and </span>
          <button type="button" className="link" onClick={() => showSheet("address")}>
            addresses
          </button>
          <span className="t3"> work too.</span>
        </div>
        <Button rightSection={<Caps caps={["O"]} />} onClick={chooseFiles}>
          Open
        </Button>
      </div>
    </section>
  );
}
