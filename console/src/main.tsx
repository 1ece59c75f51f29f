import { render } from "preact";
import { watchReachable } from "./api/calls.js";
import { App } from "./shell/app.js";
import { takeClicks } from "./shell/router.js";
import "./style/tokens.css";
import "./style/frame.css";
import "./style/parts.css";
import "./style/views.css";
import "uplot/dist/uPlot.min.css";

document.addEventListener("click", takeClicks);
watchReachable();
const host = document.getElementById("console");
if (host !== null) render(<App />, host);
