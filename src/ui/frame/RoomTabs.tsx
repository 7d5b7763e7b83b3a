import { ROOM_NAMES, ROOMS, type Room } from "../../state/frameSlice.ts";
import { isRunning, roomSummary } from "../../state/roomSummary.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./TopBar.module.css";

/** The rooms; the second line says how far each is, so the top bar is the progress of the job. */
export function RoomTabs() {
  return (
    <nav className={classes.tabs} aria-label="Rooms">
      {ROOMS.map((room) => (
        <RoomTab key={room} room={room} />
      ))}
    </nav>
  );
}

function RoomTab({ room }: { readonly room: Room }) {
  const isCurrent = useStudio((state) => state.room === room);
  const summary = useStudio((state) => roomSummary(state, room));
  const isLive = useStudio((state) => room === "search" && isRunning(state));
  const openRoom = useStudio((state) => state.openRoom);
  return (
    <button
      type="button"
      className={classes.tab}
      aria-current={isCurrent ? "page" : undefined}
      onClick={() => openRoom(room)}
      data-tour={room}
    >
      <b>{ROOM_NAMES[room]}</b>
      <span>
        {isLive && <i className={classes.live} />}
        {summary}
      </span>
    </button>
  );
}
