import type { DataNotice } from "../../worker/studioApi.ts";
import { Callout } from "../controls/Callout.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { useStudio } from "../studioContext.ts";
import { ClassTable } from "./ClassTable.tsx";
import { NextStep } from "./NextStep.tsx";
import { NoticeActionButton } from "./NoticeActionButton.tsx";
import { WindowPanel } from "./WindowPanel.tsx";

export function ClassPanel() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  return (
    <>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Classes</h2>
        {mapping && (
          <span className="t3">
            {mapping.classes.length}, from {mapping.values.length} label values
          </span>
        )}
      </div>
      {mapping ? (
        <ClassTable mapping={mapping} />
      ) : (
        <p className="panel-body t2">
          Classes appear here when labels are open. A search needs the classes of some pixels.
        </p>
      )}
      <Notices />
      <PanelBoundary name="The window">
        <WindowPanel />
      </PanelBoundary>
      <span className="space" />
      <NextStep />
    </>
  );
}

function Notices() {
  const notices = useStudio(({ data }) => data?.notices);
  const shown = notices?.filter(({ file }) => file === undefined) ?? [];
  if (shown.length === 0) return null;
  return (
    <div className="panel-body col" style={{ gap: 6, paddingTop: 8 }}>
      {shown.map((notice) => (
        <NoticeCallout key={notice.kind + notice.title} notice={notice} />
      ))}
    </div>
  );
}

/** An action whose words occur in the text is a link there; the others are buttons below. */
function NoticeCallout({ notice: { severity, title, text, actions } }: { readonly notice: DataNotice }) {
  const actOnNotice = useStudio((state) => state.actOnNotice);
  const inline = actions.find(({ label }) => text.includes(label));
  const buttons = actions.filter((action) => action !== inline);
  const [before, after] = inline ? text.split(inline.label, 2) : [text];
  return (
    <Callout
      severity={severity}
      title={title}
      actions={buttons.length > 0 && buttons.map((action) => <NoticeActionButton key={action.id} action={action} />)}
    >
      {before}
      {inline && (
        <button type="button" className="link" onClick={() => void actOnNotice(inline.id)}>
          {inline.label}
        </button>
      )}
      {after}
    </Callout>
  );
}
