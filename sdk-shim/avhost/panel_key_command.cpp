// avhost panel-key: a new access key for the touch panel, shown once and stored nowhere.
#include "commands.hpp"

#include "panel_key.hpp"

#include <array>
#include <iostream>

namespace avhost {

int panel_key_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a name for whoever gets the key"};
    expect_words(arguments, 1, names);
    const auto role = host::role_of(arguments.role.empty() ? "operate" : arguments.role);
    if (!role) {
        throw UsageError{"--role: expected operate or set_up, got " + arguments.role};
    }
    const std::string& name = arguments.words[1];
    const std::string key = new_panel_key();
    std::cout
        << "The key, which is shown only now:\n\n  " << key
        << "\n\nIts entry for the site file, under \"access\": { \"keys\": [ ... ] }; it does not tell the "
           "key:\n\n  "
        << panel_key_entry(name, *role, key)
        << "\n\nReload the host (systemctl reload avhost, or SIGHUP), then open the panel once on the device "
           "that gets\nthe key, at http://ADDRESS:PORT/#key="
        << key
        << " (https:// with a certificate),\nor type the key into the page that asks for it. The browser "
           "remembers it for a year.\nTo take it back, remove the entry and reload.\n";
    return exit_ok;
}

} // namespace avhost
