/// The script of the page: filters, search and order.
///
/// Without it everything is shown as given.
enum HTMLScript {
    /// It works on what the page says and puts text in as text only.
    static let text = """
        "use strict";
        document.documentElement.classList.add("scripted");
        document.addEventListener("DOMContentLoaded", () => {
          const get = id => document.getElementById(id);
          const root = document.documentElement;
          if (!get("summary")) root.classList.add("unfinished");
          const list = get("images"), form = get("filters");
          const items = Array.from(list.children, (card, place) => {
            const name = card.querySelector("h3").textContent;
            const best = card.querySelector("tbody th");
            return {
              card, place, name, search: name.toLowerCase(), flag: card.dataset.flag,
              label: best && card.dataset.flag !== "failed" ? best.textContent : null,
              value: "value" in card.dataset ? Number(card.dataset.value) : null,
            };
          });
          const number = new Intl.NumberFormat("en");
          const count = key => items.reduce((counts, item) =>
            counts.set(item[key], (counts.get(item[key]) || 0) + 1), new Map());

          const flags = count("flag");
          for (const input of form.elements.flag) {
            const found = input.value ? flags.get(input.value) || 0 : items.length;
            input.parentNode.querySelector(".count").textContent = number.format(found);
            input.parentNode.hidden = !found && input.value !== "";
          }
          const labels = count("label");
          labels.delete(null);
          for (const [label, found] of [...labels].sort((a, b) => b[1] - a[1])) {
            const option = new Option(`${label} (${number.format(found)})`, label);
            get("label").append(option);
          }

          // Images that failed have no confidence and stand last.
          const confident = sign => (a, b) =>
            a.value === null || b.value === null
              ? (a.value === null) - (b.value === null) || a.place - b.place
              : sign * (a.value - b.value) || a.place - b.place;
          const orders = {
            given: (a, b) => a.place - b.place,
            low: confident(1),
            high: confident(-1),
            name: (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.place - b.place,
          };
          let order = "given";
          const apply = () => {
            if (form.elements.order.value !== order) {
              order = form.elements.order.value;
              const cards = document.createDocumentFragment();
              for (const item of items.slice().sort(orders[order])) cards.append(item.card);
              list.append(cards);
            }
            const flag = form.elements.flag.value, label = get("label").value;
            const search = get("name").value.trim().toLowerCase();
            let shown = 0;
            for (const item of items) {
              const fits = (!flag || item.flag === flag) && (!label || item.label === label)
                && (!search || item.search.includes(search));
              if (item.card.hidden === fits) item.card.hidden = !fits;
              shown += fits;
            }
            get("shown").textContent = shown === items.length ? number.format(shown)
              : `${number.format(shown)} of ${number.format(items.length)}`;
            get("nothing").hidden = shown > 0 || !items.length;
          };
          form.addEventListener("input", apply);
          form.addEventListener("submit", event => event.preventDefault());
          get("reset").addEventListener("click", () => { form.reset(); apply(); get("name").focus(); });
          apply();

          // On a narrow screen the images come first; on paper everything is there.
          const sections = document.querySelectorAll("#about details");
          if (matchMedia("(max-width:63.99rem)").matches) {
            for (const section of sections) section.open = false;
          }
          addEventListener("beforeprint", () => {
            for (const section of sections) section.open = true;
          });
        });

        """
}
