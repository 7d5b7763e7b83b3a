import { Button } from "@mantine/core";
import { Check } from "lucide-react";
import { undecidedSlices } from "../../../state/painting/correctSlice.ts";
import { Caps } from "../../controls/Caps.tsx";
import { useStudio } from "../../studioContext.ts";
import classes from "./correct.module.css";

/** The slices that are corrected, and which of them are done. */
export function RoundSlices() {
  const from = useStudio(({ data }) => data?.correction?.slices.from ?? 0);
  const to = useStudio(({ data }) => data?.correction?.slices.to ?? 0);
  const undecided = useStudio((state) => undecidedSlices(state).join());
  const slice = useStudio((state) => state.slice);
  const goTo = useStudio((state) => state.goTo);
  const acceptSlice = useStudio((state) => state.acceptSlice);
  const open = new Set(undecided.split(","));
  const slices = Array.from({ length: to - from }, (_, at) => from + at);
  return (
    <section className={classes.slices} aria-label="Slices of this round">
      <h2>
        <b>Slices of this round</b>
      </h2>
      <div className={classes.sliceRow}>
        {slices.map((z) => (
          <button key={z} type="button" className={classes.slice} aria-pressed={z === slice} onClick={() => goTo(z)}>
            <b>Slice {z}</b>
            {open.has(String(z)) ? (
              <span className="t3">to check</span>
            ) : (
              <span className="good row-tight">
                <Check size={12} aria-hidden /> decided
              </span>
            )}
          </button>
        ))}
        <span className="space" />
        <Button
          size="xs"
          variant="default"
          disabled={!open.has(String(slice))}
          rightSection={<Caps caps={["Enter"]} />}
          onClick={() => void acceptSlice()}
        >
          Slice is right, next
        </Button>
      </div>
    </section>
  );
}
