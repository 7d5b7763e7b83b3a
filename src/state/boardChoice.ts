/** What somebody chose for the columns of the leaderboard, by column: shown or not; the rest as usual. */
export type BoardChoice = Readonly<Record<string, boolean>>;

export interface ChoosableColumn {
  readonly id: string;
  /** Whether it is there before anybody chooses; a column that always is cannot be chosen. */
  readonly usually: "always" | "shown" | "hidden";
}

export const isColumnShown = ({ id, usually }: ChoosableColumn, choice: BoardChoice): boolean =>
  usually === "always" || (choice[id] ?? usually === "shown");

/** The choice with one column turned on or off; what is as usual again is not kept, so that it may change with the data. */
export function withColumn(choice: BoardChoice, column: ChoosableColumn, isShown: boolean): BoardChoice {
  const others = Object.fromEntries(Object.entries(choice).filter(([id]) => id !== column.id));
  return isShown === (column.usually === "shown") ? others : { ...others, [column.id]: isShown };
}
