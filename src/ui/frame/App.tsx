import { useEffect, useState, type ComponentType } from "react";
import { ROOM_NAMES, type Room } from "../../state/frameSlice.ts";
import { interruptedStudy } from "../../state/goingOn.ts";
import type { StudioStore } from "../../state/store.ts";
import { canGoOn } from "../../state/studySlice.ts";
import { FailureNote } from "../controls/FailureNote.tsx";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { DataRoom } from "../data/DataRoom.tsx";
import { useKeyboard } from "../keys/useCommands.ts";
import { StudioContext, useStudio } from "../studioContext.ts";
import { ThemeProvider } from "../theme/ThemeProvider.tsx";
import classes from "./App.module.css";
import { DropZone } from "./DropZone.tsx";
import { Notices } from "./Notices.tsx";
import { AskedExport, AskedMask, AskedOnnxBaseline, AskedQuestion, AskedTest, Sheets } from "./Sheets.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { useDocumentTitle } from "./useDocumentTitle.ts";
import { useFrameCommands } from "./useFrameCommands.ts";

/** The first room comes with the page, the others when they are opened. */
const rooms: Readonly<Record<Room, () => Promise<ComponentType>>> = {
  data: () => Promise.resolve(DataRoom),
  space: () => import("../space/SpaceRoom.tsx").then(({ SpaceRoom }) => SpaceRoom),
  search: () => import("../search/SearchRoom.tsx").then(({ SearchRoom }) => SearchRoom),
  compare: () => import("../compare/CompareRoom.tsx").then(({ CompareRoom }) => CompareRoom),
  learn: () => import("../learn/LearnRoom.tsx").then(({ LearnRoom }) => LearnRoom),
};

export function App({ store }: { readonly store: StudioStore }) {
  return (
    <StudioContext value={store}>
      <ThemeProvider>
        <Frame />
      </ThemeProvider>
    </StudioContext>
  );
}

function Frame() {
  useKeyboard();
  useFrameCommands();
  useDocumentTitle();
  const room = useStudio((state) => state.room);
  const isOpening = useStudio((state) => state.opening !== null);
  // What is being opened is searched or looked at next: the room's code is fetched meanwhile. Whether that fails is seen when it opens.
  useEffect(() => {
    if (isOpening) void rooms.search().catch(() => undefined);
  }, [isOpening]);
  return (
    <div className={classes.frame}>
      <TopBar />
      <Failure />
      <GoOn />
      <main className={classes.room} aria-label={`${ROOM_NAMES[room]} room`}>
        <h1 className="visually-hidden">{`Cristae, ${ROOM_NAMES[room]}`}</h1>
        <LazyPanel
          key={room}
          name="This room"
          load={rooms[room]}
          props={{}}
          fallback={<p className={classes.loading}>Loading the room</p>}
        />
      </main>
      <StatusBar />
      <Notices />
      <Sheets />
      <DropZone />
      <AskedQuestion />
      <AskedExport />
      <AskedMask />
      <AskedTest />
      <AskedOnnxBaseline />
    </div>
  );
}

const goOnLine = () => import("./GoOnLine.tsx").then(({ GoOnLine }) => GoOnLine);

/** A study that was interrupted before the page was opened, until something runs here; the Search room says it in its own first line. */
function GoOn() {
  const [isLeft, setLeft] = useState(false);
  const hasRun = useStudio(({ live }) => live !== null && live.state !== "idle");
  const isThere = useStudio(
    (state) =>
      state.room !== "search" &&
      state.opening === null &&
      (state.study ? canGoOn(state) : interruptedStudy(state.library?.studies) !== null),
  );
  if (hasRun && !isLeft) setLeft(true);
  return isThere && !isLeft && <LazyPanel name="This line" load={goOnLine} props={{ onLeave: () => setLeft(true) }} />;
}

function Failure() {
  const failure = useStudio((state) => state.failure);
  const dismissFailure = useStudio((state) => state.dismissFailure);
  return (
    failure && (
      <div className={classes.failure}>
        <FailureNote error={failure} onDismiss={dismissFailure} />
      </div>
    )
  );
}
