import { StrictMode, type ReactNode } from "react";
import type { Root } from "react-dom/client";
import { toErrorRecord } from "./core/errors.ts";
import { lookOnAs, watchGateway } from "./remote/browser/watcher.ts";
import { sayGoodbye, startJoined } from "./remote/browser/startJoined.ts";
import { JoinPage } from "./ui/joined/JoinPage.tsx";
import type { JoinLink } from "./ui/joined/joinLink.ts";
import { RefusedLink } from "./ui/joined/RefusedLink.tsx";
import { WatchPage } from "./ui/machines/WatchPage.tsx";

/** The page of a link that `cristae serve` printed: it trains, looks on or steers, instead of being a studio of its own. */
export async function openLink(link: JoinLink, root: Root): Promise<void> {
  const show = (page: ReactNode) => root.render(<StrictMode>{page}</StrictMode>);
  window.addEventListener("hashchange", () => location.reload());
  if (link.role === "work") {
    show(<JoinPage token={link.token} start={startJoined} goodbye={sayGoodbye} lookOnAs={lookOnAs} />);
    return;
  }
  try {
    show(<WatchPage link={link} watcher={await watchGateway(location.origin, link.token)} />);
  } catch (error) {
    show(<RefusedLink because={toErrorRecord(error).message} />);
  }
}
