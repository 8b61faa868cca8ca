// avhost check: a site file and what it asks of its plugins.
#include "commands.hpp"

#include "host/shown_name.hpp"
#include "host/site_check.hpp"

#include <array>
#include <iostream>

namespace avhost {

int check_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a site file"};
    expect_words(arguments, 1, names);
    const auto checked = host::check_site_file(arguments.words[1], arguments.plugins);
    for (const auto& sentence : checked.warnings) {
        std::cerr << sentence << '\n';
    }
    for (const auto& sentence : host::name_warnings(checked.site)) {
        std::cerr << sentence << '\n';
    }
    for (const auto& sentence : checked.sentences) {
        std::cerr << sentence << '\n';
    }
    if (!checked.sentences.empty()) {
        return exit_usage;
    }
    std::cout << checked.site.file << ": " << checked.site.devices.size() << " devices, "
              << checked.site.rules.size() << " rules, nothing wrong\n";
    return exit_ok;
}

} // namespace avhost
