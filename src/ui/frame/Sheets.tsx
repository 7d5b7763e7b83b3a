import { LazyPanel } from "../controls/LazyPanel.tsx";
import { useStudio } from "../studioContext.ts";

const sheets = {
  address: () => import("../data/AddressSheet.tsx").then(({ AddressSheet }) => AddressSheet),
  studies: () => import("../library/StudiesSheet.tsx").then(({ StudiesSheet }) => StudiesSheet),
  shortcuts: () => import("../keys/ShortcutSheet.tsx").then(({ ShortcutSheet }) => ShortcutSheet),
  rename: () => import("./RenameStudy.tsx").then(({ RenameStudy }) => RenameStudy),
  palette: () => import("../keys/CommandPalette.tsx").then(({ CommandPalette }) => CommandPalette),
};

const exportDialog = () => import("../export/ExportDialog.tsx").then(({ ExportDialog }) => ExportDialog);
const maskDialog = () => import("../export/MaskDialog.tsx").then(({ MaskDialog }) => MaskDialog);
const onnxDialog = () =>
  import("../search/OnnxBaselineDialog.tsx").then(({ OnnxBaselineDialog }) => OnnxBaselineDialog);
const testDialog = () => import("../compare/TestPartDialog.tsx").then(({ TestPartDialog }) => TestPartDialog);
const openDialog = () => import("../data/OpenDialog.tsx").then(({ OpenDialog }) => OpenDialog);

/** What to take of a file, while that is asked. */
export function AskedQuestion() {
  const question = useStudio((state) => state.question);
  return question && <LazyPanel key={question.sourceId} name="This question" load={openDialog} props={{ question }} />;
}

/** The network that is exported, while that is asked. */
export function AskedExport() {
  const wish = useStudio((state) => state.networkExport);
  return wish && <LazyPanel name="The export" load={exportDialog} props={{ wish }} />;
}

/** The trial whose mask is exported, while that is asked. */
export function AskedMask() {
  const asked = useStudio((state) => state.maskExport);
  return asked && <LazyPanel name="The export" load={maskDialog} props={asked} />;
}

/** Whether the test part is to be opened, while that is asked. */
export function AskedTest() {
  const isAsked = useStudio(({ testWish, study }) => testWish !== null && study !== null);
  return isAsked && <LazyPanel name="This question" load={testDialog} props={{}} />;
}

/** The ONNX file that becomes a baseline, while that is asked. */
export function AskedOnnxBaseline() {
  const adding = useStudio((state) => state.onnxAdding);
  const study = useStudio((state) => state.study);
  return adding && study && <LazyPanel name="The baseline" load={onnxDialog} props={{ adding, study }} />;
}

/** What floats above the rooms; loaded when first asked for. */
export function Sheets() {
  const openSheet = useStudio((state) => state.openSheet);
  const showSheet = useStudio((state) => state.showSheet);
  return (
    openSheet && (
      <LazyPanel
        key={openSheet}
        name="This sheet"
        load={sheets[openSheet]}
        props={{ onClose: () => showSheet(null) }}
      />
    )
  );
}
