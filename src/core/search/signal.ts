/** The part of AbortSignal that core needs; a browser's or Node's AbortSignal fits. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
}
