import { Button, Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import type { Trial } from "../../core/study/trial.ts";
import { useStudio } from "../studioContext.ts";

/** Saves the trials that the leaderboard shows, in its order. */
export function TrialsMenu({ trials }: { readonly trials: readonly Trial[] }) {
  const exportTrials = useStudio((state) => state.exportTrials);
  return (
    <Menu position="bottom-end" width={340}>
      <Menu.Target>
        <Button size="xs" variant="subtle" leftSection={<Download aria-hidden />} disabled={trials.length === 0}>
          Save trials
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {trialFormats.list.map(({ id, label, summary }) => (
          <Menu.Item
            key={id}
            aria-label={label}
            onClick={() =>
              void exportTrials(
                id,
                trials.map((trial) => trial.id),
              )
            }
          >
            <span style={{ display: "block" }}>{label}</span>
            <span className="t3">{summary}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
