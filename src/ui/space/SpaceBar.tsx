import { Button, FileButton, SegmentedControl, Select, Switch } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { presets } from "../../catalog/spaces/moduleTree/settings.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { nearestPreset, SPACE_ID } from "../../state/spaceSlice.ts";
import { useStudio } from "../studioContext.ts";

export function SpaceBar() {
  const settings = useStudio((state) => state.spaceSettings);
  const editSpace = useStudio((state) => state.editSpace);
  const choosePreset = useStudio((state) => state.choosePreset);
  const saveSpace = useStudio((state) => state.saveSpace);
  const loadSpace = useStudio((state) => state.loadSpace);
  const { id, changes } = nearestPreset(settings);
  return (
    <div className="bar">
      <Select aria-label="Search space" w={150} value={SPACE_ID} data={spaces.list.filter(({ searches }) => searches === "architecture").map((space) => ({ value: space.id, label: space.label }))} />
      <SegmentedControl aria-label="Preset" value={id} onChange={choosePreset} data={presets.map((preset) => ({ value: preset.id, label: preset.label }))} />
      <span className="t3">{changes === 0 ? "as it comes" : `changed in ${changes} ${changes === 1 ? "place" : "places"}`}</span>
      {changes > 0 && (
        <Button size="xs" variant="subtle" onClick={() => choosePreset(id)}>
          Reset
        </Button>
      )}
      <span className="rule" />
      <Switch size="xs" label="Additive deltas" checked={settings.isAdditive} onChange={(event) => editSpace({ ...settings, isAdditive: event.currentTarget.checked })} />
      <Switch size="xs" label="Residual blocks" checked={settings.isResidual} onChange={(event) => editSpace({ ...settings, isResidual: event.currentTarget.checked })} />
      <Select className="wide-only" aria-label="Shape of the net" w={132} value={settings.shape} onChange={(shape) => shape && editSpace({ ...settings, shape })} data={[{ value: "encoderDecoder", label: "Encoder-decoder" }, { value: "dilated", label: "Dilated stack" }]} />
      <Select className="wide-only" aria-label="Padding" w={84} value={settings.padding} onChange={(padding) => padding && editSpace({ ...settings, padding })} data={[{ value: "same", label: "Same" }, { value: "valid", label: "Valid" }]} />
      <Select className="wide-only" aria-label="Normalisation" w={120} value={settings.norm} onChange={(norm) => norm && editSpace({ ...settings, norm: norm })} data={[{ value: "batch", label: "Batch norm" }, { value: "instance", label: "Instance norm" }, { value: "none", label: "No norm" }]} />
      <span className="space" />
      <FileButton accept="application/json,.json" onChange={(file) => file && void loadSpace(file)}>
        {(props) => (
          <Button size="xs" variant="subtle" leftSection={<FolderOpen aria-hidden />} {...props}>
            Load
          </Button>
        )}
      </FileButton>
      <Button size="xs" variant="subtle" leftSection={<Download aria-hidden />} onClick={saveSpace}>
        Save
      </Button>
    </div>
  );
}
