import Mien

/// What is wrong with what was typed or answered in an enrolment, and what helps.
extension Words {
    func entry(_ problem: EntryProblem) -> String {
        switch problem {
        case .idNumber(let problem): idNumber(problem)
        case .name(let problem): name(problem)
        case .phone(let problem): phone(problem)
        case .birthDate:
            say(
                "There is no such day. Type year, month and day, as 1968-03-14.", "没有这一天。请按年、月、日输入，如1968-03-14。",
                "Tiada tarikh seperti itu. Taip tahun, bulan dan hari, seperti 1968-03-14.",
                "அப்படி ஒரு நாள் இல்லை. ஆண்டு, மாதம், நாள் என உள்ளிடுக: 1968-03-14."
            )
        case .rules:
            say(
                "This password does not meet the rules.", "此密码不符合要求。", "Kata laluan ini tidak menepati syarat.",
                "இந்தக் கடவுச்சொல் விதிகளுக்கு உட்படவில்லை."
            )
        case .passwordsDiffer:
            say(
                "The two were not the same. Type both again.", "两次输入不一致，请重新输入。", "Kedua-duanya tidak sama. Taip semula.",
                "இரண்டும் பொருந்தவில்லை. இரண்டையும் மீண்டும் உள்ளிடுக."
            )
        case .noCode:
            say(
                "There is no code of ours in this.", "其中没有本服务的验证码。", "Tiada kod kami di dalamnya.",
                "இதில் எங்கள் குறியீடு இல்லை."
            )
        }
    }

    private func idNumber(_ problem: IdNumberProblem) -> String {
        switch problem {
        case .empty: say("Type your ID number.", "请输入证件号码。", "Taip nombor pengenalan anda.", "உங்கள் அடையாள எண்ணை உள்ளிடுக.")
        case .character:
            say(
                "Only letters A to Z and digits.", "只能使用字母A至Z和数字。", "Hanya huruf A hingga Z dan digit.",
                "A முதல் Z வரையான எழுத்துகளும் இலக்கங்களும் மட்டுமே."
            )
        case .length:
            say(
                "An NRIC or FIN has 9 characters, a resident ID number 18.", "NRIC或FIN有9位，居民身份证号码有18位。",
                "NRIC atau FIN ada 9 aksara, nombor pengenalan penduduk China 18.",
                "NRIC அல்லது FIN 9 எழுத்துகள்; சீனக் குடிமக்கள் எண் 18."
            )
        case .series:
            say(
                "It begins with S, T, F, G or M.", "首字母应为S、T、F、G或M。", "Ia bermula dengan S, T, F, G atau M.",
                "இது S, T, F, G அல்லது M இல் தொடங்கும்."
            )
        case .form:
            say(
                "Not in the form of an ID number, as S1234567D.", "不是证件号码的格式，例如S1234567D。",
                "Bukan bentuk nombor pengenalan, seperti S1234567D.", "அடையாள எண்ணின் வடிவம் இல்லை; எ.கா. S1234567D."
            )
        case .checkCharacter:
            say(
                "Something was mistyped. Compare it with the card.", "号码有误，请与证件核对。",
                "Ada yang tersalah taip. Bandingkan dengan kad.", "ஏதோ தவறாக உள்ளிடப்பட்டது. அட்டையுடன் ஒப்பிடுக."
            )
        case .region:
            say(
                "The first digits are no province. Compare them with the card.", "前几位不是有效的地区代码，请与证件核对。",
                "Digit pertama bukan kod wilayah. Bandingkan dengan kad.", "முதல் இலக்கங்கள் எந்த மாகாணமும் இல்லை. அட்டையுடன் ஒப்பிடுக."
            )
        case .birthDate:
            say(
                "The birth date in the number does not fit. Compare both with the card.", "号码中的出生日期不符，请与证件核对。",
                "Tarikh lahir dalam nombor tidak sepadan. Bandingkan kedua-duanya dengan kad.",
                "எண்ணில் உள்ள பிறந்த தேதி பொருந்தவில்லை. இரண்டையும் அட்டையுடன் ஒப்பிடுக."
            )
        case .implausible:
            say(
                "Nobody has this number. Compare it with the card.", "此号码不存在，请与证件核对。",
                "Tiada sesiapa mempunyai nombor ini. Bandingkan dengan kad.", "இந்த எண் யாருக்கும் இல்லை. அட்டையுடன் ஒப்பிடுக."
            )
        }
    }

    private func name(_ problem: NameProblem) -> String {
        switch problem {
        case .empty:
            say("Type your name as on the card.", "请按证件输入姓名。", "Taip nama seperti pada kad.", "அட்டையில் உள்ளபடி பெயரை உள்ளிடுக.")
        case .tooLong: say("At most 120 characters.", "最多120个字符。", "Paling banyak 120 aksara.", "அதிகபட்சம் 120 எழுத்துகள்.")
        case .character:
            say("Letters only, as on the card.", "只能使用证件上的文字。", "Huruf sahaja, seperti pada kad.", "அட்டையில் உள்ளபடி எழுத்துகள் மட்டுமே.")
        case .noLetter: say("There is no letter in it.", "其中没有文字。", "Tiada huruf di dalamnya.", "இதில் எழுத்து எதுவும் இல்லை.")
        }
    }

    private func phone(_ problem: PhoneProblem) -> String {
        switch problem {
        case .empty: say("Type your mobile number.", "请输入手机号码。", "Taip nombor telefon bimbit.", "கைபேசி எண்ணை உள்ளிடுக.")
        case .character: say("Only digits, and + at the front.", "只能使用数字，前面可加+。", "Hanya digit, dan + di hadapan.", "இலக்கங்களும் முன்னால் + மட்டுமே.")
        case .countryCode:
            say("No country has this code.", "没有此国家代码。", "Tiada negara dengan kod ini.", "இந்தக் குறியீடு எந்த நாட்டுக்கும் இல்லை.")
        case .tooShort: say("Digits are missing.", "位数不足。", "Digit tidak cukup.", "இலக்கங்கள் குறைவு.")
        case .tooLong: say("There are too many digits.", "位数过多。", "Terlalu banyak digit.", "இலக்கங்கள் மிகுதி.")
        case .invalid: say("There is no such number. Compare it.", "没有此号码，请核对。", "Tiada nombor seperti itu. Semak semula.", "அப்படி ஓர் எண் இல்லை. சரிபார்க்கவும்.")
        case .notMobile:
            say(
                "This number gets no SMS. Type a mobile number.", "此号码无法接收短信，请输入手机号码。",
                "Nombor ini tidak menerima SMS. Taip nombor telefon bimbit.", "இந்த எண்ணுக்கு SMS வராது. கைபேசி எண்ணை உள்ளிடுக."
            )
        case .differs:
            say("The two numbers differ. Type both again.", "两次号码不一致，请重新输入。", "Kedua-dua nombor berbeza. Taip semula.", "இரண்டு எண்களும் வேறு. மீண்டும் உள்ளிடுக.")
        }
    }

    /// What the provider says about the last answer.
    func answer(_ problem: AnswerProblem, _ kind: Asked.Kind) -> String {
        switch (problem, kind) {
        case (.wrong, .signIn):
            say(
                "ID number or password is not right.", "证件号码或密码不正确。", "Nombor pengenalan atau kata laluan tidak betul.",
                "அடையாள எண் அல்லது கடவுச்சொல் சரியில்லை."
            )
        case (.wrong, .identify):
            say(
                "Number, name and birth date do not belong together. Compare them with the card.",
                "号码、姓名和出生日期不相符，请与证件核对。", "Nombor, nama dan tarikh lahir tidak sepadan. Bandingkan dengan kad.",
                "எண், பெயர், பிறந்த தேதி பொருந்தவில்லை. அட்டையுடன் ஒப்பிடுக."
            )
        case (.wrong, .code): self.problem(.wrongCode)
        case (.expired, _):
            say("That was too late. Ask for a new one.", "已过期，请重新获取。", "Sudah tamat tempoh. Minta yang baharu.", "காலம் கடந்தது. புதியதைக் கேட்கவும்.")
        case (.tooSoon, _):
            say("Wait a little before you ask for another code.", "请稍后再获取验证码。", "Tunggu sebentar sebelum meminta kod lain.", "வேறொரு குறியீட்டைக் கேட்குமுன் சற்றுப் பொறுங்கள்.")
        case (.noMoreCodes, _):
            say("No more codes are sent now. Begin again later.", "目前不再发送验证码，请稍后重新开始。", "Tiada kod lagi dihantar sekarang. Mula semula nanti.", "இப்போது மேலும் குறியீடுகள் அனுப்பப்படாது. பிறகு மீண்டும் தொடங்குக.")
        case (.notConfirmed, _):
            say(
                "Your face was not confirmed. You can try again.", "未能确认您的面容，可以重试。", "Wajah anda tidak disahkan. Anda boleh cuba lagi.",
                "உங்கள் முகம் உறுதிப்படுத்தப்படவில்லை. மீண்டும் முயலலாம்."
            )
        case (.notAccepted, .newPassword):
            say("The provider does not accept this password.", "服务机构不接受此密码。", "Pembekal tidak menerima kata laluan ini.", "இந்தக் கடவுச்சொல்லை வழங்குநர் ஏற்கவில்லை.")
        case (.notAccepted, .phone):
            say("This number cannot be used here.", "此号码无法使用。", "Nombor ini tidak boleh digunakan.", "இந்த எண்ணை இங்கு பயன்படுத்த முடியாது.")
        case (.wrong, _), (.notAccepted, _), (.other, _):
            say("That was not accepted. Try again.", "未被接受，请重试。", "Tidak diterima. Cuba lagi.", "ஏற்கப்படவில்லை. மீண்டும் முயல்க.")
        }
    }

    /// Why an enrolment is over.
    func over(_ why: AccountEnd) -> String {
        switch why {
        case .tooManyTries:
            say(
                "Too many tries. Begin again later, or ask the provider for help.", "尝试次数过多。请稍后重新开始，或向服务机构求助。",
                "Terlalu banyak cubaan. Mula semula nanti, atau minta bantuan pembekal.",
                "பல தவறான முயற்சிகள். பிறகு மீண்டும் தொடங்குக, அல்லது வழங்குநரின் உதவியைக் கேட்கவும்."
            )
        case .notEligible:
            say(
                "You cannot be set up this way. If you have an account, sign in; else ask the provider.",
                "无法以此方式办理。如已有账户请登录，否则请联系服务机构。",
                "Anda tidak boleh didaftarkan dengan cara ini. Jika ada akaun, log masuk; jika tiada, tanya pembekal.",
                "இவ்வழியில் அமைக்க முடியாது. கணக்கு இருந்தால் உள்நுழைக; இல்லையெனில் வழங்குநரைக் கேட்கவும்."
            )
        case .face:
            say(
                "Your face was not confirmed. Ask the provider for a check by a person.", "未能确认您的面容，请向服务机构申请人工核验。",
                "Wajah anda tidak disahkan. Minta semakan oleh pegawai.", "உங்கள் முகம் உறுதிப்படுத்தப்படவில்லை. நேரடிச் சரிபார்ப்பை வழங்குநரிடம் கேட்கவும்."
            )
        case .expired:
            say(
                "It took too long. Nothing was stored; begin again.", "用时过长，未保存任何内容，请重新开始。",
                "Masa telah tamat. Tiada apa-apa disimpan; mula semula.", "நேரம் கடந்தது. எதுவும் சேமிக்கப்படவில்லை; மீண்டும் தொடங்குக."
            )
        case .updateNeeded:
            say(
                "The provider asks for something that this app does not know. Update the app.", "服务机构的要求超出本应用的功能，请更新应用。",
                "Pembekal meminta sesuatu yang aplikasi ini tidak tahu. Kemas kini aplikasi.",
                "இந்தச் செயலிக்குத் தெரியாத ஒன்றை வழங்குநர் கேட்கிறது. செயலியைப் புதுப்பிக்கவும்."
            )
        case .notVerified:
            say(
                "The provider could not be verified. Do not continue.", "无法核实服务机构，请勿继续。",
                "Pembekal tidak dapat disahkan. Jangan teruskan.", "வழங்குநரைச் சரிபார்க்க முடியவில்லை. தொடர வேண்டாம்."
            )
        case .refused:
            say("The provider said no. Ask it for help.", "服务机构未同意，请向其求助。", "Pembekal menolak. Minta bantuannya.", "வழங்குநர் மறுத்தது. அதன் உதவியைக் கேட்கவும்.")
        }
    }
}
