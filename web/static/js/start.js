// Says that scripts run: what needs them is shown from now on.
document.documentElement.classList.add("js");
