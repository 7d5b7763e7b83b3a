/** Lets waiting messages in: a turn of the event loop that browsers do not slow down in hidden tabs, as they do timers. */
export function nextTurn(): Promise<void> {
  return typeof setImmediate === "function" ? new Promise((resolve) => setImmediate(resolve)) : messageTurn();
}

let channel: MessageChannel | undefined;
let waiting: (() => void)[] = [];

function messageTurn(): Promise<void> {
  channel ??= openChannel();
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

function openChannel(): MessageChannel {
  const opened = new MessageChannel();
  opened.port1.onmessage = () => {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  return opened;
}
