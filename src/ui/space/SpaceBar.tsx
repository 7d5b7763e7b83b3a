import { plannedSpace } from "../../state/planSlice.ts";
import { Button, FileButton, SegmentedControl, Select } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { architectureSpaces, nearestPreset, presetsOf } from "../../state/spaceSlice.ts";
import { useStudio } from "../studioContext.ts";
import { CopyLink } from "../frame/CopyLink.tsx";
import { editorOf, hasEditor } from "./editors.ts";

/** Which space, how near to which preset, and what holds for all its members. */
export function SpaceBar() {
  const space = useStudio(plannedSpace);
  const chooseSpace = useStudio((state) => state.chooseSpace);
  const choosePreset = useStudio((state) => state.choosePreset);
  const saveSpace = useStudio((state) => state.saveSpace);
  const loadSpace = useStudio((state) => state.loadSpace);
  const { id, changes } = nearestPreset(space);
  const { Switches } = editorOf(space.id);
  return (
    <div className="bar">
      <Select
        aria-label="Search space"
        w={150}
        value={space.id}
        onChange={(next) => next && chooseSpace(next)}
        data={architectureSpaces.map((other) => ({
          value: other.id,
          label: other.label,
          disabled: !hasEditor(other.id),
        }))}
      />
      <SegmentedControl
        key={space.id}
        aria-label="Preset"
        value={id}
        onChange={choosePreset}
        data={presetsOf(space.id).map((preset) => ({ value: preset.id, label: preset.label }))}
      />
      <span className="t3">
        {changes === 0 ? "as it comes" : `changed in ${changes} ${changes === 1 ? "place" : "places"}`}
      </span>
      {changes > 0 && (
        <Button size="xs" variant="subtle" onClick={() => choosePreset(id)}>
          Reset
        </Button>
      )}
      <span className="rule" />
      <Switches />
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
      <CopyLink />
    </div>
  );
}
