import { Select, Switch } from "@mantine/core";
import { useTreeEdits, useTreeSettings } from "./useTreeSettings.ts";

/** What holds for all members of the space. */
export function TreeSwitches() {
  const settings = useTreeSettings();
  const { edit } = useTreeEdits();
  return (
    <>
      <Switch
        size="xs"
        label="Additive deltas"
        checked={settings.isAdditive}
        onChange={(event) => edit((held) => ({ ...held, isAdditive: event.currentTarget.checked }))}
      />
      <Switch
        size="xs"
        label="Residual blocks"
        checked={settings.isResidual}
        onChange={(event) => edit((held) => ({ ...held, isResidual: event.currentTarget.checked }))}
      />
      <Select
        className="wide-only"
        aria-label="Shape of the net"
        w={132}
        value={settings.shape}
        onChange={(shape) => shape && edit((held) => ({ ...held, shape }))}
        data={[
          { value: "encoderDecoder", label: "Encoder-decoder" },
          { value: "dilated", label: "Dilated stack" },
        ]}
      />
      <Select
        className="wide-only"
        aria-label="Padding"
        w={84}
        value={settings.padding}
        onChange={(padding) => padding && edit((held) => ({ ...held, padding }))}
        data={[
          { value: "same", label: "Same" },
          { value: "valid", label: "Valid" },
        ]}
      />
      <Select
        className="wide-only"
        aria-label="Normalisation"
        w={120}
        value={settings.norm}
        onChange={(norm) => norm && edit((held) => ({ ...held, norm }))}
        data={[
          { value: "batch", label: "Batch norm" },
          { value: "instance", label: "Instance norm" },
          { value: "none", label: "No norm" },
        ]}
      />
    </>
  );
}
