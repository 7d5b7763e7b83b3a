export function LearnRoom() {
  return <p className="t2" style={{ padding: 16 }}>Learn</p>;
}
