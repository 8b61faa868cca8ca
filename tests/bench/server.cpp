#include "server.hpp"

#include <chrono>
#include <sstream>

namespace bench {

namespace {

constexpr std::chrono::seconds patience{60}; // beyond anything that is waited for

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

std::string own_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

} // namespace

Server::Server()
    : process_({own_program(), serve_word, folder_.path().string()}) {
    port_ = static_cast<std::uint16_t>(std::stoi(wait_for("ready").at(1)));
}

void Server::order(const std::string& line) {
    if (!process_.write_line(line)) {
        throw CannotMeasure("the server has ended: " + process_.error_text());
    }
}

std::vector<std::string> Server::wait_for(const std::string& word) {
    const auto line = process_.wait_for_line(
        [&](const std::string& one) { return one == word || one.starts_with(word + " "); }, patience);
    if (!line) {
        throw CannotMeasure("the server did not say '" + word + "': " + process_.error_text());
    }
    return words_of(*line);
}

Ages Server::watched() {
    order("watched");
    const auto words = wait_for("watched");
    const Ages ages{std::stoul(words.at(1)), std::stoll(words.at(2)), std::stod(words.at(3)),
                    std::stod(words.at(4))};
    if (ages.accounts == 0) {
        throw CannotMeasure("no account was there to be watched");
    }
    return ages;
}

Server::Count Server::count() {
    order("count");
    const auto words = wait_for("count");
    return {std::stoll(words.at(1)), std::stoll(words.at(2))};
}

} // namespace bench
