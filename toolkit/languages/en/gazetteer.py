"""Capitalised English words that are not names of persons: places, peoples, institutions, calendar.

Written for this project. A word may be a person's name as well (Jordan, Chad,
Washington): those stand in AMBIGUOUS, and are persons after a title or a first name.
"""

from __future__ import annotations

_COUNTRIES = """Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas
Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana Brazil Brunei Bulgaria Burkina
Faso Burundi Cambodia Cameroon Canada Chile China Colombia Comoros Congo Croatia Cuba Cyprus Czech Czechia Denmark
Djibouti Dominica Ecuador Egypt Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Germany Ghana
Greece Greenland Grenada Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland
Israel Italy Jamaica Japan Jordan Chad Georgia Kazakhstan Kenya Kiribati Korea Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho
Liberia Libya Liechtenstein Lithuania Luxembourg Macau Macedonia Madagascar Malawi Malaysia Maldives Mali Malta
Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar Burma Namibia
Nauru Nepal Netherlands Holland Nicaragua Niger Nigeria Norway Oman Pakistan Palau Palestine Panama Papua Paraguay
Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Tobago Saudi Arabia Senegal Serbia Seychelles Singapore
Slovakia Slovenia Somalia Spain Lanka Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand
Tibet Timor Togo Tonga Trinidad Tunisia Turkey Turkmenistan Uganda Ukraine Emirates Britain England Scotland Wales
Ulster Uruguay Uzbekistan Vanuatu Vatican Venezuela Vietnam Yemen Yugoslavia Zaire Zambia Zimbabwe USSR Soviet
Chechnya Crimea Kurdistan Kashmir Gaza America Africa Asia Europe Eurasia Oceania Antarctica Antarctic Arctic Atlantic
Pacific Mediterranean Caribbean Balkans Baltic Scandinavia"""
_PEOPLES = """Afghan Albanian Algerian American Americans African Africans Arab Arabs Arabic Argentine Armenian Asian
Asians Australian Australians Austrian Azerbaijani Belgian Bolivian Bosnian Brazilian Brazilians British Briton
Britons Bulgarian Burmese Cambodian Canadian Canadians Chilean Chinese Colombian Congolese Croatian Cuban Cubans
Cypriot Czech Danish Dutch Egyptian Egyptians English Estonian Ethiopian European Europeans Filipino Finnish French
Georgian German Germans Ghanaian Greek Greeks Guatemalan Haitian Hungarian Icelandic Indian Indians Indonesian Iranian
Iranians Iraqi Iraqis Irish Israeli Israelis Italian Italians Jamaican Japanese Jewish Jew Frenchman Englishman Irishman Dutchman Scotsman Welshman Yorker Yorkers Londoner Jews Jordanian Kazakh
Kenyan Korean Koreans Kurdish Kurd Kurds Kuwaiti Lao Latin Latvian Lebanese Libyan Lithuanian Malaysian Mexican
Mexicans Mongolian Moroccan Muslim Muslims Nepali Nepalis Nepalese Texan Texans Koreas Nigerian Norwegian Pakistani Pakistanis Palestinian Palestinians
Panamanian Persian Peruvian Polish Portuguese Qatari Roman Romanian Russian Russians Saudi Scottish Scot Scots Serb
Serbs Serbian Singaporean Slovak Somali Spanish Spaniard Sudanese Swedish Swiss Syrian Syrians Taiwanese Thai Tibetan
Tunisian Turk Turkish Turks Ugandan Ukrainian Ukrainians Venezuelan Vietnamese Welsh Western Yemeni Zimbabwean
Christian Christians Catholic Catholics Protestant Buddhist Buddhists Hindu Hindus Shiite Shiites Sunni Islamic Islam
Christianity Judaism Buddhism Democrat Democrats Democratic Republican Republicans Conservative Conservatives Labour
Communist Communists Socialist Liberal Liberals Tory Tories Nazi Nazis Taliban Hispanic Latino Latinos Caucasian"""
_CITIES = """Seoul Busan Pusan Incheon Inchon Daegu Taegu Daejeon Gwangju Kwangju Ulsan Sejong Suwon Seongnam Goyang
Yongin Changwon Jeonju Cheongju Cheonan Gyeonggi Gangwon Chungcheong Jeolla Gyeongsang Jeju Dokdo Panmunjom Panmunjeom
Pyongyang Kaesong Gaeseong Kumgang Yongbyon Sinuiju Wonsan Hamhung Punggye Tokyo Osaka Kyoto Yokohama Nagoya Hiroshima
Nagasaki Fukuoka Fukushima Sapporo Okinawa Hokkaido Beijing Peking Shanghai Guangzhou Shenzhen Hong Kong Tianjin
Wuhan Chengdu Chongqing Sichuan Xinjiang Taipei Hanoi Saigon Bangkok Manila Jakarta Kuala Lumpur Yangon Rangoon Phnom
Penh Vientiane Kathmandu Delhi Mumbai Bombay Calcutta Kolkata Bangalore Chennai Islamabad Karachi Lahore Peshawar
Kabul Kandahar Tehran Baghdad Basra Mosul Fallujah Kirkuk Damascus Aleppo Beirut Jerusalem Aviv Haifa Ramallah Amman
Riyadh Jeddah Mecca Medina Doha Dubai Dhabi Muscat Sanaa Ankara Istanbul Izmir Cairo Alexandria Tripoli Benghazi Tunis
Algiers Rabat Casablanca Khartoum Darfur Nairobi Addis Ababa Mogadishu Lagos Abuja Accra Dakar Johannesburg Pretoria
Cape Town Harare Kinshasa Moscow Petersburg Leningrad Vladivostok Kiev Kyiv Odessa Minsk Warsaw Krakow Prague
Budapest Bucharest Sofia Belgrade Sarajevo Zagreb Ljubljana Athens Thessaloniki Rome Milan Naples Venice Turin
Florence Genoa Sicily Sardinia Madrid Barcelona Valencia Seville Bilbao Lisbon Porto Paris Lyon Marseille Toulouse
Nice Bordeaux Strasbourg Brussels Antwerp Amsterdam Rotterdam Hague Berlin Hamburg Munich Frankfurt Cologne Stuttgart
Dresden Leipzig Bonn Vienna Salzburg Zurich Geneva Basel Bern Copenhagen Oslo Stockholm Gothenburg Helsinki Reykjavik
Dublin Belfast Edinburgh Glasgow London Manchester Liverpool Birmingham Leeds Sheffield Bristol Newcastle Oxford
Cambridge Nottingham Southampton Portsmouth Brighton Cardiff Wembley Wimbledon York Jersey Hampshire Mexico Washington
Boston Chicago Philadelphia Pittsburgh Detroit Cleveland Cincinnati Columbus Milwaukee Minneapolis Paul Louis Kansas
Denver Dallas Houston Austin Antonio Phoenix Tucson Vegas Angeles Francisco Diego Jose Sacramento Oakland Seattle
Portland Atlanta Miami Orlando Tampa Charlotte Nashville Memphis Orleans Baltimore Buffalo Honolulu Anchorage
Manhattan Brooklyn Bronx Queens Hollywood Broadway Alabama Alaska Arizona Arkansas California Colorado Connecticut
Delaware Florida Hawaii Idaho Illinois Indiana Iowa Kentucky Louisiana Maine Maryland Massachusetts Michigan
Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Rhode Carolina Dakota
Tennessee Texas Utah Vermont Wisconsin Wyoming Toronto Montreal Vancouver Ottawa Quebec Ontario Alberta Calgary
Havana Bogota Caracas Lima Quito Santiago Buenos Aires Montevideo Brasilia Rio Janeiro Sao Paulo Sydney Melbourne
Brisbane Perth Adelaide Canberra Queensland Tasmania Victoria Auckland Wellington Zealand Guantanamo Chernobyl
Normandy Bavaria Tuscany Siberia Manchuria Himalayas Everest Alps Sahara Nile Danube Rhine Thames Yangtze Mekong"""
_INSTITUTIONS = """Affairs Relations Security Intelligence Strategic Studies Research Human Rights Ministry Department Agency Administration Commission Committee Council Congress Senate House
Parliament Assembly Court Party Union University College Institute School Academy Center Centre Centers Laboratory Laboratories Authority Bank Corp Corporation
Company Inc Ltd Group Holdings Association Federation Foundation Organization Organisation League Club Team Cup Games
Olympics Olympic Bureau Office Police Army Navy Force Forces Guard Corps Hospital Church Temple Museum Theatre Theater
Airport Station Street Avenue Road Square Park Bridge Tower Palace River Lake Sea Ocean Bay Gulf Strait Island Islands
Peninsula Mountain Mountains Mount Valley Desert County Province State States City District Prefecture Ward Village
Treaty Agreement Accord Act Law Constitution Declaration Conference Summit Forum Festival Award Awards Prize Times
Post Journal News Daily Herald Tribune Guardian Press Agency Television Radio Magazine Review Street Journal Airlines
Airways Air Motors Motor Electronics Industries Industry Systems Services Service Network Exchange Index Fund Trust
United Nations International National Federal Central General Supreme Royal World Global North South East West
Northern Southern Eastern Western Middle Upper Lower New Old Great White Blue Red Black Green Golden Silver Day War
Dynasty Empire Principality Glacier Fault Heights Dam Shoal Stadium Mass Partnership Prix Grand Canal Society Facility Materials Hurricane Typhoon Storm Productions Warehouse Diseases Revolution Cold Project Program Programme Plan Championship Championships Open Tournament Final Series Division
Republic Shrine Cathedral Basilica Monastery Orchestra Philharmonic Telescope Observatory Garden Gardens Slam Marines Market Publicity Information Harbor Library Arena Hotel Tunnel Highway Expressway Shipyard Factory
Complex Alliance Coalition Brigade Battalion Fleet Bazaar
Premier Cabinet Government Embassy Consulate Pentagon Kremlin Interpol Nobel Oscar Oscars Grammy Emmy Internet Web
Google Microsoft Apple Facebook Twitter YouTube Amazon Samsung Hyundai Kia Toyota Honda Sony Nissan Boeing Airbus Intel
Nokia Yahoo Qantas Reuters Bloomberg Yonhap Xinhua Kyodo Yomiuri Asahi Chosun JoongAng Hankyoreh Lockheed Walmart Nasdaq Dow Jones Nikkei Kospi Bluetooth Windows Android iPhone Linux Mac Netflix Disney Hamas
Hezbollah Fatah Qaeda Qaida Likud Kadima Ramadan Christmas Easter Thanksgiving Halloween Bible Koran Quran God Lord"""
_CALENDAR = """January February March April May June July August September October November December Jan Feb Mar Apr
Jun Jul Aug Sept Sep Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun
Spring Summer Autumn Winter GMT Greenwich"""
_TITLE_WORDS = """President Vice Prime Minister Premier Chancellor King Queen Prince Princess Emperor Empress Duke Duchess Earl Countess Viscount Marquess Baroness Pope Cardinal
Bishop Archbishop Senator Sen Rep Representative Representatives Congressman Congresswoman Governor Gov Mayor Secretary Ambassador
Envoy Speaker Chairman Chairwoman Chair Chairperson Chief Director Deputy Assistant Under Undersecretary Special
General Gen Lieutenant Lt Colonel Col Major Maj Captain Capt Sergeant Sgt Admiral Adm Commander Officer Inspector
Judge Justice Attorney Prosecutor Lawyer Professor Prof Doctor Dr Mr Mrs Ms Miss Sir Dame Lord Lady Baron Rev
Reverend Father Brother Sister Saint St Coach Manager Captain Striker Midfielder Spokesman Spokeswoman Spokesperson
Leader Head Chief Executive CEO Dean Principal Former Acting Rabbi Imam Ayatollah Sheikh Sultan Emir Mullah Comrade
Secretary-General Governor-General Batter Pitcher Goalkeeper Midfielder Foreman Wholesaler Featherweight Lightweight Heavyweight
Detective Corporal Private Marshal Superintendent Commissioner Administrator Counselor Foreign Defense Defence Interior
Finance Unification Home Trade Economy Health Education Justice Labor Labour Environment Culture Energy Transport"""
_OPENERS = """The A An This That These Those He She It They We You I His Her Its Their Our Your My In On At By For From
To With Without Of And But Or Nor So Yet If As When While Where Who Whom Whose What Which Why How After Before Since
Until Although Though Because Once Under Over Between Among During Despite According Both Either Neither Each Every All
Some Many Most Much More Few Several Any No Not Only Also Even Just Still Now Then There Here Last Next First Second
Third One Two Three Four Five Six Seven Eight Nine Ten Another Other Others Such Meanwhile However Moreover Instead
Earlier Later Today Yesterday Tomorrow Yes Please Let Thanks Oh Well Do Did Does Is Are Was Were Has Have Had Will
Would Can Could May Might Should Must Don't Didn't It's That's There's He's She's I'm I've We've We're They're You're
None Nobody Somebody Someone Everyone Everybody Anyone Nothing Something Everything There've They've You've I'd He'd She'd We'd They'd I'll We'll They'll Can't Won't Isn't Aren't Wasn't Doesn't Asked About Against Through Perhaps Unlike Like Amid Around Up Down Out Off Into Back"""
# What a person is or does, at the head of a sentence.
_CALLINGS = """Plasterer Fullback Socialists Socialist Nationalists Fisherman Welder Sculptor Novelist Poet Pianist Banker
Trader Vendor"""
# What Korean calls by another name, by the reading of its characters or in translation.
_OTHERWISE = """Confucius Mencius Laozi Genghis Kublai Tamerlane Buddha Jesus Christ Moses Ottoman Ottomans Byzantine Habsburg
Khitan Jurchen Manchu Manchus Mongol Mongols Viking Vikings Jupiter Venus Mars Saturn Mercury Neptune Uranus Mercosur
Kai-shek Yat-sen Crusader Crusaders Cornish Milky Velcro Quixote
Los Las Interfax Itar Tass Gallup Nielsen Viagra Apocrypha Torah Unions Komeito"""
_AMBIGUOUS = """Foreman Jordan Chad Georgia Israel Washington Lincoln Jackson Charlotte Austin Houston Dallas Paris London
Victoria Florence Sydney Adelaide Carolina Virginia Sofia Alexandria Medina Diego Jose Francisco Antonio Paul Louis
Perth Santiago Valencia Orlando Madison Cleveland Columbus Phoenix Denver Kent Chester Jones May April June August
Christian Roman Wellington Everest Wales England Holland French German West Young King Prince Bishop Pope Justice
Lord Major Marshal Baron Day Park Rice Brown White Black Green Gray Grey Bush Ford Hill Church Wood Woods Stone Moon
Mark Grant Will Bill Rob Pat Frank Grace Hope Faith Joy Rose Lily Daisy Ivy Penny Banks Price Power Powers Cook Baker
Taylor Carter Mason Hunter Fisher Potter Parker Porter Turner Walker Carpenter Smith Clark Clerk Knight Page Chan Son
Young Long Short Small Little Strong Swift Sharp Wise Good Best Love Law Low Ma Ban Noh Roh An Ho So Do Oh Ha Yu Yang
Chance Chase Dean Drew Gene Guy Jack Jay Joe Ray Rick Rod Rusty Skip Sue Ted Tony Van Bob Nick Max Miles Art Dick Don
Dong Ban Gates Jobs Musk Trump Bolt Bale Case Field Fields House Rivers Cash Crow Fox Wolf Lamb Bird Rush"""

PLACES: frozenset[str] = frozenset(f"{_COUNTRIES} {_CITIES}".split())
PEOPLES: frozenset[str] = frozenset(_PEOPLES.split())
INSTITUTIONS: frozenset[str] = frozenset(_INSTITUTIONS.split())
CALENDAR: frozenset[str] = frozenset(_CALENDAR.split())
TITLES: frozenset[str] = frozenset(_TITLE_WORDS.split())
OPENERS: frozenset[str] = frozenset(_OPENERS.split())
AMBIGUOUS: frozenset[str] = frozenset(_AMBIGUOUS.split())

CALLINGS: frozenset[str] = frozenset(_CALLINGS.split())
OTHERWISE: frozenset[str] = frozenset(_OTHERWISE.split())
NOT_PERSONS: frozenset[str] = (
    CALLINGS | OTHERWISE | PLACES | PEOPLES | INSTITUTIONS | CALENDAR | TITLES | OPENERS
)
