import { Select, Switch } from "@mantine/core";
import { USUAL_FIELD } from "../../../catalog/networks/hybrid/field.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { useHybridEdits, useHybridSettings } from "./useHybrid.ts";

/** What holds for all members of the space. */
export function HybridSwitches() {
  const settings = useHybridSettings();
  const { edit } = useHybridEdits();
  return (
    <>
      <Select
        className="wide-only"
        aria-label="Version"
        w={132}
        value={settings.version}
        onChange={(version) => version && edit((held) => ({ ...held, version }))}
        data={[
          { value: "poster", label: "Poster" },
          { value: "pytorch", label: "PyTorch version" },
        ]}
      />
      <Select
        className="wide-only"
        aria-label="Width of up-convolutions"
        w={168}
        value={settings.upWidth}
        onChange={(upWidth) => upWidth && edit((held) => ({ ...held, upWidth }))}
        data={[
          { value: "first", label: "Up as first convolution" },
          { value: "block", label: "Up as block" },
        ]}
      />
      <NumberField
        isInline
        label="Weight of the 2D loss"
        prefix="2D loss"
        prefixWidth={54}
        width={104}
        min={0}
        max={10}
        step={0.01}
        value={settings.c2d}
        onChange={(c2d) => edit((held) => ({ ...held, c2d }))}
      />
      <Switch
        size="xs"
        label="CRF"
        title="Refines the scores of every member by a conditional random field"
        checked={Boolean(settings.field)}
        onChange={(event) => edit((held) => ({ ...held, field: event.currentTarget.checked ? USUAL_FIELD : null }))}
      />
    </>
  );
}
