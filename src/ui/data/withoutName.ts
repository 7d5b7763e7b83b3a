/** What is said of a file, where its name stands above already. */
export function withoutName(text: string, file: string | undefined): string {
  const rest = file !== undefined && text.startsWith(`${file}: `) ? text.slice(file.length + 2) : text;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
