import { Select, Switch } from "@mantine/core";
import { useStudio } from "../../studioContext.ts";
import { useTreeSettings } from "./useTreeSettings.ts";

/** What holds for all members of the space. */
export function TreeSwitches() {
  const settings = useTreeSettings();
  const editSpace = useStudio((state) => state.editSpace);
  return (
    <>
      <Switch size="xs" label="Additive deltas" checked={settings.isAdditive} onChange={(event) => editSpace({ ...settings, isAdditive: event.currentTarget.checked })} />
      <Switch size="xs" label="Residual blocks" checked={settings.isResidual} onChange={(event) => editSpace({ ...settings, isResidual: event.currentTarget.checked })} />
      <Select className="wide-only" aria-label="Shape of the net" w={132} value={settings.shape} onChange={(shape) => shape && editSpace({ ...settings, shape })} data={[{ value: "encoderDecoder", label: "Encoder-decoder" }, { value: "dilated", label: "Dilated stack" }]} />
      <Select className="wide-only" aria-label="Padding" w={84} value={settings.padding} onChange={(padding) => padding && editSpace({ ...settings, padding })} data={[{ value: "same", label: "Same" }, { value: "valid", label: "Valid" }]} />
      <Select className="wide-only" aria-label="Normalisation" w={120} value={settings.norm} onChange={(norm) => norm && editSpace({ ...settings, norm })} data={[{ value: "batch", label: "Batch norm" }, { value: "instance", label: "Instance norm" }, { value: "none", label: "No norm" }]} />
    </>
  );
}
