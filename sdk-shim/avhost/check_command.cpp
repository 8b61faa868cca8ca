// avhost check: a site file and what it asks of its plugins.
#include "commands.hpp"

#include "host/site.hpp"
#include "host/site_check.hpp"

#include <array>
#include <iostream>

namespace avhost {

int check_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a site file"};
    expect_words(arguments, 1, names);
    std::vector<std::string> problems;
    try {
        const auto site = host::read_site(arguments.words[1]);
        problems = host::check_site(site, arguments.plugins);
        if (problems.empty()) {
            std::cout << site.file << ": " << site.devices.size() << " devices, " << site.rules.size()
                      << " rules, nothing wrong\n";
        }
    } catch (const host::SiteError& error) {
        problems = error.sentences();
    }
    for (const auto& problem : problems) {
        std::cerr << problem << '\n';
    }
    return problems.empty() ? exit_ok : exit_usage;
}

} // namespace avhost
