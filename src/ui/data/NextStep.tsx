import { Button } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { lengthOf } from "../../core/image/dataset.ts";
import { plural } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./data.module.css";

/** What the parts of the data are for, and the way on once they fit together. */
export function NextStep() {
  const split = useStudio(({ data }) => data?.split ?? null);
  const isReady = useStudio(({ data }) => Boolean(data?.datasetId));
  const openRoom = useStudio((state) => state.openRoom);
  return (
    <div className={classes.foot}>
      <span className="t3 sm" style={{ flex: 1 }}>
        {split
          ? `Train ${plural(lengthOf(split.train), split.axis.slice(0, -1))}, validate ${lengthOf(split.validation)}, test ${lengthOf(split.test)}`
          : "A search needs an image and its labels"}
      </span>
      <Button
        variant="filled"
        disabled={!isReady}
        rightSection={<ChevronRight aria-hidden />}
        onClick={() => openRoom("space")}
      >
        Define space
      </Button>
    </div>
  );
}
