#include "options.hpp"

#include <charconv>

namespace sim {
namespace {

std::uint64_t number(const std::string& option, const std::string& text, std::uint64_t highest) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > highest)
        throw BadOption("option " + option + " needs a number from 0 to " + std::to_string(highest) +
                        ", not \"" + text + '"');
    return value;
}

} // namespace

Options parse_options(const std::vector<std::string>& arguments) {
    Options options;
    bool names_given = false;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string& option = arguments[at];
        if (option == "--help") {
            options.help = true;
            continue;
        }
        if (option != "--port" && option != "--control-port" && option != "--covers-port" &&
            option != "--dir" && option != "--seed" && option != "--account" && option != "--cert-name")
            throw BadOption("option \"" + option + "\" is not known\n" + usage());
        if (at + 1 == arguments.size() || arguments[at + 1].empty())
            throw BadOption("option " + option + " needs a value");
        const std::string& value = arguments[++at];
        if (option == "--port")
            options.port = static_cast<unsigned short>(number(option, value, 65535));
        else if (option == "--control-port")
            options.control_port = static_cast<unsigned short>(number(option, value, 65535));
        else if (option == "--covers-port")
            options.covers_port = static_cast<unsigned short>(number(option, value, 65535));
        else if (option == "--dir")
            options.directory = value;
        else if (option == "--seed")
            options.seed = number(option, value, UINT64_MAX);
        else if (option == "--account")
            options.account_files.push_back(value);
        else {
            if (!names_given)
                options.certificate_names.clear();
            names_given = true;
            options.certificate_names.push_back(value);
        }
    }
    return options;
}

std::string usage() {
    return "usage: spotify-simulator [--port N] [--control-port N] [--covers-port N] [--dir DIR]\n"
           "                         [--seed N] [--account FILE]... [--cert-name NAME]...\n"
           "Listens on 127.0.0.1 only; port 0, the default, is any free one. DIR receives ca.pem and "
           "other-ca.pem.\n"
           "FILE holds one account as JSON, as POST /accounts of the control door takes it.\n"
           "NAME is a host or address that the server's certificate is for (127.0.0.1 and ::1).";
}

} // namespace sim
