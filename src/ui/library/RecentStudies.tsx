import { Button } from "@mantine/core";
import { Database, Eye, Upload } from "lucide-react";
import { formatBytes } from "../format.ts";
import { chooseFiles } from "../frame/fileChooser.ts";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./library.module.css";
import { Survival } from "./Survival.tsx";

/** Whoever comes for the first time has no use for it. */
const studyTable = async () => (await import("./StudyTable.tsx")).StudyTable;

/** The studies kept in this browser, on the first-run screen. */
export function RecentStudies() {
  const library = useStudio((state) => state.library);
  const openFinished = useStudio((state) => state.openFinished);
  return (
    <section className={classes.card} aria-label="Studies in this browser">
      <div className="panel-head">
        <h2>Studies in this browser</h2>
        <span className="space" />
        <Button size="xs" variant="subtle" leftSection={<Upload aria-hidden />} onClick={chooseFiles}>
          Open .cristae.zip
        </Button>
      </div>
      {library && library.studies.length > 0 ? (
        <LazyPanel name="The list of studies" load={studyTable} props={{ studies: library.studies }} />
      ) : (
        <div className="panel-body row t2" style={{ gap: 12 }}>
          <Database className="t3" style={{ width: 18, height: 18 }} aria-hidden />
          <span style={{ flex: 1 }}>
            None yet. A study appears here with its first trial and <Survival />.
            {library?.isDurable && library.quotaBytes > 0 && (
              <>
                {" "}
                Space free for it: <b>{formatBytes(library.quotaBytes - library.usedBytes)}</b>.
              </>
            )}
          </span>
          <Button size="xs" leftSection={<Eye aria-hidden />} onClick={() => void openFinished()}>
            Look at a finished search
          </Button>
        </div>
      )}
    </section>
  );
}
