export function SpaceRoom() {
  return <p className="t2" style={{ padding: 16 }}>Space</p>;
}
