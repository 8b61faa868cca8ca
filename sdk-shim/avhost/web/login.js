// Shows the host an access key, from the address (#key=...) or from the form, and opens the page.
const form = document.querySelector("form");

async function show(key) {
    const answer = await fetch("/login", { method: "POST", body: new URLSearchParams({ key }) });
    if (answer.ok) {
        location.reload();
    } else {
        document.querySelector("[role=alert]").textContent = (await answer.json()).error;
    }
}

form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(form.elements.key.value);
});
const found = new URLSearchParams(location.hash.slice(1)).get("key");
if (found) {
    history.replaceState(null, "", location.pathname + location.search);
    show(found);
}
