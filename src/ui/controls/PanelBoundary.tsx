import { Component, type ReactNode } from "react";
import { toErrorRecord, type ErrorRecord } from "../../core/errors.ts";
import { FailureNote } from "./FailureNote.tsx";

interface PanelBoundaryProps {
  readonly name: string;
  readonly children: ReactNode;
  /** What is done before the panel is shown once more. */
  readonly onRetry?: () => void;
}

/** Keeps a fault in one panel from taking the page with it. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: ErrorRecord | null }> {
  override state: { readonly error: ErrorRecord | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: toErrorRecord(error) };
  }

  readonly retry = (): void => {
    this.props.onRetry?.();
    this.setState({ error: null });
  };

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div style={{ padding: 12 }}>
        <FailureNote
          error={error}
          title={`${this.props.name} could not be shown`}
          dismissLabel="Try again"
          onDismiss={this.retry}
        />
      </div>
    );
  }
}
