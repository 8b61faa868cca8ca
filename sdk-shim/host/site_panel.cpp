#include "host/site_panel.hpp"

#include "host/other_keys.hpp"
#include "host/site_listen.hpp"

#include <utility>

namespace host {

PanelEntry read_panel(const Json& json, const AccessEntry& access, const TellMistake& problem) {
    const auto entry = as_object(json);
    if (entry.isNull()) {
        problem("/panel", "an object with the key listen");
        return {};
    }
    refuse_other_keys(entry, "/panel", {"listen", "pages", "keys", "tls"}, problem);
    PanelEntry panel;
    panel.keys = access.keys;
    panel.tls = access.tls;
    if (entry->has("pages")) {
        const auto value = to_value(entry->get("pages"));
        const auto* const folder = std::get_if<std::string>(&value);
        if (folder == nullptr || folder->empty()) {
            problem("/panel/pages", "the path of a folder");
        } else {
            panel.pages = *folder;
        }
    }
    auto listen = read_listen(entry, "/panel", "127.0.0.1:8080", access.means_to_have_keys, problem);
    panel.address = std::move(listen.address);
    panel.port = listen.port;
    return panel;
}

std::optional<std::string> panel_warning(const PanelEntry& panel) {
    if (!shows_keys_to_network(panel.address, !panel.keys.empty(), panel.tls.has_value())) {
        return std::nullopt;
    }
    return "without a certificate under /access/tls everybody on the network can read the access keys, and "
           "use "
           "them; sdk-shim/docs/panel.md says how to get one";
}

void resolve_paths(PanelEntry& panel, const std::filesystem::path& folder) {
    if (!panel.pages.empty()) {
        panel.pages = folder / panel.pages;
    }
    if (panel.tls) {
        resolve_paths(*panel.tls, folder);
    }
}

} // namespace host
