import { Modal } from "@mantine/core";
import { useStore } from "zustand";
import { Caps } from "../controls/Caps.tsx";
import { allCommands, commandGroups, commandStore } from "./commands.ts";
import { capsOf } from "./matchKeys.ts";
import { MODIFIER } from "./modifier.ts";
import classes from "./keys.module.css";

/** What every key does in the room that is open. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const commands = allCommands(useStore(commandStore));
  const groups = commandGroups(commands.filter(({ keys, hint }) => keys ?? hint));
  return (
    <Modal opened onClose={onClose} title="Shortcuts and help" size={760}>
      <div className={classes.groups}>
        {groups.map(({ group, members }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {members.map(({ id, label, keys, hint }) => (
                <div key={id} className={classes.entry}>
                  <dt>{label}</dt>
                  <dd>
                    {(keys?.map((each) => capsOf(each, MODIFIER)) ?? [hint?.caps ?? []]).map((caps) => (
                      <span key={caps.join()} className={classes.keys}>
                        <Caps caps={caps} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.about}>
        Cristae {__APP_VERSION__} ·{" "}
        <a href="./licences.txt" target="_blank" rel="noreferrer">
          Licences
        </a>
      </p>
    </Modal>
  );
}
