import { Select } from "@mantine/core";
import { PACE_NAMES, PACES } from "../../core/judging/pace.ts";
import { useStudio } from "../studioContext.ts";

const CHOICES = PACES.map((pace) => ({ value: pace, label: PACE_NAMES[pace] }));

/** How much of the machine searches take; also changes the one that runs. */
export function PaceSelect({ isCompact = false }: { readonly isCompact?: boolean }) {
  const pace = useStudio(({ setup }) => setup.pace);
  const changePace = useStudio((state) => state.changePace);
  return (
    <Select
      {...(isCompact ? { "aria-label": "Pace", w: 148 } : { label: "Pace" })}
      value={pace}
      data={CHOICES}
      allowDeselect={false}
      onChange={(chosen) => chosen && void changePace(chosen)}
    />
  );
}
