// A name server of the test's own: UDP on 127.0.0.1, answers what a function says.
#pragma once

#include "net/file_descriptor.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace test {

enum class RecordType : std::uint16_t { a = 1, cname = 5, aaaa = 28 };

struct Question {
    std::string packet; // header and question as they came
    std::string name;   // "host.test"
    RecordType type;
};

struct Record {
    RecordType type;
    std::uint32_t lifetime_s;
    std::string data; // as on the wire
};

// The address literal as a record's data.
Record address_record(const std::string& literal, std::uint32_t lifetime_s);

// A proper answer: 0 is "no error", 3 "no such name".
std::string answer_to(const Question& question, const std::vector<Record>& records, unsigned code = 0);

class NameServer {
public:
    // Called on the server's thread; an empty packet is silence.
    using Answer = std::function<std::string(const Question&)>;

    explicit NameServer(Answer answer);
    ~NameServer(); // ends the thread and joins it
    NameServer(const NameServer&) = delete;
    NameServer& operator=(const NameServer&) = delete;

    std::string address() const; // "127.0.0.1:port"

    std::size_t questions() const;
    // False when that many did not come in 20 s.
    bool wait_for_questions(std::size_t count) const;

private:
    void serve();

    Answer answer_;
    spotify::net::FileDescriptor socket_;
    spotify::net::FileDescriptor ending_; // readable at the end
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::size_t questions_ = 0;
    std::thread thread_;
};

} // namespace test
