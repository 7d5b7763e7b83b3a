import type { DataNotice } from "../../worker/studioApi.ts";
import { Callout } from "../controls/Callout.tsx";
import { useStudio } from "../studioContext.ts";
import { NoticeActionButton } from "./NoticeActionButton.tsx";

/** What a user should know of the open data before searching. */
export function Notices() {
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
