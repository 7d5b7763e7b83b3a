export function SearchRoom() {
  return <p className="t2" style={{ padding: 16 }}>Search</p>;
}
