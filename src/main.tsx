import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createStudioStore } from "./state/store.ts";
import { createFakeStudio } from "./testing/fakeStudio.ts";
import { App } from "./ui/frame/App.tsx";
import { saveFile } from "./ui/saveFile.ts";

const store = createStudioStore(createFakeStudio(), saveFile);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);
