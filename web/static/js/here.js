// Where this page is: the week's element, and what the server has said of it.

export const week = document.getElementById("week");
export const may = week.dataset.may === "yes";
export const api = week.dataset.api;

export const $ = (selector) => week.querySelector(selector);
export const table = () => $("table.board");
export const view = () => $(".layout").dataset.view;

/** Return the draft's number that the board shows. */
export const base = () => Number($(".layout").dataset.base);

/** Note the draft's number at once, for the next edit, before the board is drawn. */
export const moved = (number) => { $(".layout").dataset.base = number; };
