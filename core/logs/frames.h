// The function's output stream, cut into the records that become CloudWatch log events. One pipe carries what the
// function and its runtime print (stdout and stderr) and, in order with it, the framed records a runtime interface
// client writes to the file descriptor in _LAMBDA_TELEMETRY_LOG_FD.
//
// A frame is: type, 4 bytes big-endian (0xa55a0003 text, 0xa55a0002 JSON, a level of 0 to 6 shifted left by 2 OR-ed
// in; 0xa55a0001 is ours: a notice); length of the bytes, 4 bytes big-endian; time in microseconds since 1970, 8 bytes big-endian; the bytes. All
// else is raw output: a record per line.
//
// Rules:
// - a record is handed out without its final newline; every other byte of it stays as it was written. `\r` is no line
// end:
//   clients without a frame descriptor join the lines of one record with it;
// - a frame in the middle of an unterminated raw line ends that line; the newline that follows later gives no empty
// record;
// - what starts like a frame but cannot be one (unknown level, length over kMaxFrameBytes) is raw output;
// - a record longer than limits::kLogEventBytes is handed out in pieces, cut between UTF-8 characters. Memory stays
// under
//   that bound whatever is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace lambdalocal {

enum class LogLevel { Undefined, Trace, Debug, Info, Warn, Error, Fatal };  // values as in the frame's type

enum class LogRecordForm {
  Raw,     // a printed line
  Text,    // a framed record of text
  Json,    // a framed record that is a JSON object
  Notice,  // a framed text of a bootstrap of ours, for the person who runs the function: no part of its log
};

struct LogRecord {
  std::string_view text;  // valid during the call of the receiver only
  LogRecordForm form = LogRecordForm::Raw;
  LogLevel level = LogLevel::Undefined;
  std::uint64_t timestamp_us = 0;  // 0 for raw lines
};

class LogFrameDecoder {
 public:
  using Receiver = std::function<void(const LogRecord&)>;

  // More than any client writes: the largest event, every byte of it escaped.
  static constexpr std::size_t kMaxFrameBytes = 64 * 1024 * 1024;

  // `receiver` gets each record as soon as it is complete, during feed(), flush() or finish(), and must not call back.
  explicit LogFrameDecoder(Receiver receiver) : receiver_(std::move(receiver)) {}

  // The next bytes of the stream. Records that lie whole in `bytes` are handed out without a copy.
  void feed(std::string_view bytes);

  // The end of an invocation, the pipe being read dry: hands out an unterminated line. A frame under way stays under
  // way.
  void flush();

  // The end of the stream: hands out all there is, a truncated frame included. The decoder is then as new.
  void finish();

 private:
  static constexpr std::size_t kHeaderBytes = 16;
  enum class State { Line, Header, Frame };

  std::string_view take_line(std::string_view bytes);
  std::string_view take_header(std::string_view bytes);
  std::string_view take_frame(std::string_view bytes);
  bool begin_frame(std::string_view header);
  void give_up_header();
  void gather(std::string_view part);
  void complete(std::string_view part);
  void hand_out(std::string_view text);

  Receiver receiver_;
  State state_ = State::Line;
  std::string pending_;          // of the record under way: bytes of earlier feeds, not handed out yet
  bool continued_ = false;       // the record under way was handed out in part
  bool line_continued_ = false;  // the same of the raw line a frame interrupts, while state_ is Frame
  std::string header_;           // of a possible frame, up to kHeaderBytes, while state_ is Header
  std::size_t remaining_ = 0;    // bytes of the frame still to come, while state_ is Frame
  LogRecord frame_;              // what the frame's header says
};

}  // namespace lambdalocal
