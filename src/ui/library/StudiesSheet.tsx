import { Button, Modal } from "@mantine/core";
import { Upload } from "lucide-react";
import { useEffect } from "react";
import { formatBytes } from "../format.ts";
import { chooseFiles } from "../frame/fileChooser.ts";
import { useStudio } from "../studioContext.ts";
import { InspectedStudy } from "./InspectedStudy.tsx";
import classes from "./library.module.css";
import { Survival } from "./Survival.tsx";
import { StudyTable } from "./StudyTable.tsx";

/** Every study this browser keeps, and a look at one that is being brought in. */
export function StudiesSheet({ onClose }: { readonly onClose: () => void }) {
  const library = useStudio((state) => state.library);
  const inspected = useStudio((state) => state.inspected);
  const refreshLibrary = useStudio((state) => state.refreshLibrary);
  const leaveInspected = useStudio((state) => state.leaveInspected);
  useEffect(() => void refreshLibrary(), [refreshLibrary]);
  const close = () => {
    leaveInspected();
    onClose();
  };
  return (
    <Modal opened onClose={close} title={inspected ? inspected.name : "Studies in this browser"} size={860}>
      {inspected ? (
        <InspectedStudy inspected={inspected} />
      ) : (
        <div className="col" style={{ gap: 12 }}>
          {library && library.studies.length > 0 ? (
            <StudyTable studies={library.studies} />
          ) : (
            <p className="t2">
              None yet. A study appears here with its first trial and <Survival />.
            </p>
          )}
          <div className="row">
            {library && (
              <div style={{ flex: 1 }} className="t2">
                {formatBytes(library.usedBytes)} used
                {library.quotaBytes > 0 && ` of ${formatBytes(library.quotaBytes)} that the browser grants`}
                {library.quotaBytes > 0 && (
                  <div className={classes.meter}>
                    <i style={{ width: `${Math.min(100, (library.usedBytes / library.quotaBytes) * 100)}%` }} />
                  </div>
                )}
              </div>
            )}
            <Button leftSection={<Upload aria-hidden />} onClick={chooseFiles}>
              Open .cristae.zip
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
