import { Button, FileButton } from "@mantine/core";
import { ArrowUpDown, FileImage, FolderOpen, Layers, Users, X } from "lucide-react";
import { shapeText } from "../../core/image/volume.ts";
import type { Role, StackInfo } from "../../worker/studioApi.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { formatBytes, formatExtent, formatNumber } from "../format.ts";
import { chooseFiles } from "../frame/fileChooser.ts";
import { useStudio } from "../studioContext.ts";
import { SampleList } from "./SampleList.tsx";
import classes from "./data.module.css";

export function StackPanel() {
  const image = useStudio(({ data }) => data?.image ?? null);
  const labels = useStudio(({ data }) => data?.labels ?? null);
  const swapStacks = useStudio((state) => state.swapStacks);
  return (
    <>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Stack</h2>
        <span className="space" />
        <Button size="xs" leftSection={<FolderOpen aria-hidden />} onClick={chooseFiles}>
          Open
        </Button>
      </div>
      <div className="panel-body col" style={{ gap: 8 }}>
        {image && <StackCard role="image" stack={image} />}
        {labels && <StackCard role="labels" stack={labels} />}
        {image && labels && <Experts />}
        <div>
          <Button
            size="xs"
            variant="subtle"
            ml={-8}
            leftSection={<ArrowUpDown aria-hidden />}
            onClick={() => void swapStacks()}
          >
            Swap image and labels
          </Button>
        </div>
      </div>
      {(image ?? labels) && <VolumeFacts stack={(image ?? labels)!} />}
      <section className="section tall-only" aria-label="Samples">
        <div className="panel-head">
          <h2>Samples</h2>
        </div>
        <div className="panel-body">
          <SampleList />
        </div>
      </section>
      <span className="space" />
      <p className="section t3 sm" style={{ padding: "8px 12px 12px" }}>
        Drop files or folders anywhere to replace or add. TIFF, PNG, MRC, NRRD, NIfTI, HDF5, Zarr and others.
      </p>
    </>
  );
}

function StackCard({ role, stack }: { readonly role: Role; readonly stack: StackInfo }) {
  const closeStack = useStudio((state) => state.closeStack);
  const values = useStudio(({ data }) => data?.mapping?.values.length);
  const Icon = role === "image" ? FileImage : Layers;
  const facts = [
    role === "image" ? "Image" : "Labels",
    [stack.format, role === "image" ? formatBytes(stack.bytes) : values && `${values} values`]
      .filter(Boolean)
      .join(", "),
  ];
  return (
    <div className={classes.file} role="group" aria-label={role === "image" ? "Image stack" : "Label stack"}>
      <Icon aria-hidden />
      <b title={stack.name}>{stack.name}</b>
      <IconButton label={`Close ${stack.name}`} onClick={() => void closeStack(role)}>
        <X />
      </IconButton>
      <span className="sm t3">{facts.join(" · ")}</span>
    </div>
  );
}

/** Labels of the same image by others, whose agreement is read beside scores. */
function Experts() {
  const experts = useStudio(({ data }) => data?.experts) ?? [];
  const openExpert = useStudio((state) => state.openExpert);
  const closeExpert = useStudio((state) => state.closeExpert);
  return (
    <>
      {experts.map((name, index) => (
        <div key={index} className={classes.file} role="group" aria-label={`Labels of expert ${index + 2}`}>
          <Users aria-hidden />
          <b title={name}>{name}</b>
          <IconButton label={`Close ${name}`} onClick={() => void closeExpert(index)}>
            <X />
          </IconButton>
          <span className="sm t3">Labels of another expert</span>
        </div>
      ))}
      <div>
        <FileButton
          multiple
          inputProps={{ "aria-label": "Label files of another expert" }}
          onChange={(files) =>
            files.length > 0 &&
            void openExpert(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })))
          }
        >
          {(props) => (
            <Button size="xs" variant="subtle" ml={-8} leftSection={<Users aria-hidden />} {...props}>
              Labels of another expert
            </Button>
          )}
        </FileButton>
      </div>
    </>
  );
}

function VolumeFacts({ stack }: { readonly stack: StackInfo }) {
  const { min, max, mean } = stack.intensities;
  return (
    <section className="section" aria-label="Volume">
      <div className="panel-head">
        <h2>Volume</h2>
      </div>
      <div className="panel-body col" style={{ gap: 10 }}>
        <dl className="facts">
          <dt>Shape z, y, x</dt>
          <dd>{shapeText(stack.shape)}</dd>
          <dt>Extent</dt>
          <dd>{stack.voxelSizeNm ? formatExtent(stack.shape, stack.voxelSizeNm) : "voxel size unknown"}</dd>
          <dt>Intensity</dt>
          <dd>
            {formatNumber(min)} to {formatNumber(max)}
          </dd>
          <dt>Mean</dt>
          <dd>{formatNumber(mean)}</dd>
          <dt>Hash</dt>
          <dd className="mono">{stack.hash.slice(0, 8)}</dd>
        </dl>
        <VoxelSize />
      </div>
    </section>
  );
}

const AXES = ["z", "y", "x"] as const;

function VoxelSize() {
  const size = useStudio(({ data }) => data?.voxelSizeNm ?? null);
  const editData = useStudio((state) => state.editData);
  return (
    <fieldset className={classes.voxel}>
      <legend className="t3 sm">Voxel size, nm</legend>
      {AXES.map((axis, index) => (
        <NumberField
          key={axis}
          isInline
          label={`Voxel size ${axis}, nm`}
          prefix={axis}
          value={size?.[index] ?? null}
          check={(value) => (value > 0 ? null : "A voxel is larger than 0 nm.")}
          onChange={(nm) => editData({ type: "voxelSize", axis, nm })}
          onClear={() => editData({ type: "voxelSize", axis, nm: null })}
        />
      ))}
    </fieldset>
  );
}
