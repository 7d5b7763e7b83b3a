import { useEffect, useState } from "react";
import { useStudioStore } from "../studioContext.ts";
import { droppedFiles } from "./droppedFiles.ts";
import { FILE_INPUT_ID, takeFiles } from "./fileChooser.ts";
import classes from "./DropZone.module.css";

/** The whole window takes files and folders; the hidden input is for those who choose them in a dialog. */
export function DropZone() {
  const store = useStudioStore();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer!).then((files) => takeFiles(store, files));
    };
    window.addEventListener("dragover", onDragOver);
    window.addEventListener("dragleave", onDragLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onDragOver);
      window.removeEventListener("dragleave", onDragLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [store]);

  return (
    <>
      <input
        id={FILE_INPUT_ID}
        type="file"
        multiple
        hidden
        aria-label="Image, label or study files"
        onChange={({ currentTarget }) => {
          takeFiles(
            store,
            [...(currentTarget.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })),
          );
          currentTarget.value = "";
        }}
      />
      {isOver && (
        <div className={classes.over}>
          <b>Drop to open</b>
          <span className="t2">
            Images, labels, folders of slices, Zarr and N5 folders, a .cristae.zip study, or a plan. Nothing leaves this
            tab.
          </span>
        </div>
      )}
    </>
  );
}
