import { firstRecipe } from "../../state/planSlice.ts";
import { NetworkGraph } from "../network/NetworkGraph.tsx";
import { useStudio } from "../studioContext.ts";

/** The network of the drawn member that is chosen; `noun` is what members are called. */
export function MemberNetwork({ noun }: { readonly noun: string }) {
  const member = useStudio(({ gallery, chosenMember }) => gallery[chosenMember] ?? null);
  const index = useStudio((state) => state.chosenMember);
  const patch = useStudio((state) => firstRecipe(state).patch);
  if (!member)
    return (
      <section className="panel">
        <p className="panel-body t2" style={{ paddingTop: 12 }}>
          No drawn {noun} can be built at this patch size. Fewer blocks, or a larger patch in the recipe, would help.
        </p>
      </section>
    );
  return (
    <NetworkGraph key={member.key} network={member.network} patch={patch} title={`Network of ${noun} ${index + 1}`} />
  );
}
