import { defineSchedule } from "./schedule.ts";

export default defineSchedule({ id: "constant", label: "Constant", options: {}, factor: () => 1 });
