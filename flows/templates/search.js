// Hides the changes that do not fit the search. The list is whole without this script; the index is this site's own file.
"use strict";

const fold = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ı", "i").split(/\s+/u).filter(Boolean);

// Words of the four languages change at their end, so the end of a long word need not fit.
const stem = (word) => (/^\p{L}{6,}$/u.test(word) ? word.slice(0, -2) : word);

async function start() {
  const answer = await fetch("search.json");
  if (!answer.ok) return;
  const index = new Map(Object.entries(await answer.json()));
  const items = [...document.querySelectorAll("#all > li")];
  const query = document.getElementById("query");
  const found = document.getElementById("found");

  const search = () => {
    const words = fold(query.value).map(stem);
    let shown = 0;
    for (const item of items) {
      const text = index.get(item.id) ?? "";
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    found.textContent = words.length ? `${shown} of ${items.length} changes` : `${items.length} changes`;
  };
  query.addEventListener("input", search);
  query.value = new URLSearchParams(location.search).get("q") ?? "";
  document.getElementById("search").hidden = false;
  search();
}

start().catch(() => {}); // opened as a file, or the index is away: the whole list stays
