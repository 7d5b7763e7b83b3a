export function CompareRoom() {
  return <p className="t2" style={{ padding: 16 }}>Compare</p>;
}
